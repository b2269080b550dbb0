// Written by make.ts from the reference data; the columns are explained in index.ts. Not edited by hand.
export const HA_GIANG = `
province|02|tinh|Hà Giang|104.98,22.77|08
district|024|thanh_pho|Hà Giang|104.97,22.82|02
district|026|huyen|Đồng Văn|105.27,23.24|02
district|027|huyen|Mèo Vạc|105.43,23.14|02
district|028|huyen|Yên Minh|105.19,23.06|02
district|029|huyen|Quản Bạ|104.97,23.07|02
district|030|huyen|Vị Xuyên|104.96,22.76|02
district|031|huyen|Bắc Mê|105.29,22.75|02
district|032|huyen|Hoàng Su Phì|104.69,22.70|02
district|033|huyen|Xín Mần|104.51,22.64|02
district|034|huyen|Bắc Quang|104.91,22.40|02
district|035|huyen|Quang Bình|104.66,22.41|02
commune|00688|phuong|Quang Trung|104.96,22.88|024|00691:sPRR 00694:sPPP
commune|00691|phuong|Trần Phú|104.98,22.87|024|00691:m
commune|00692|phuong|Ngọc Hà|104.98,22.84|024|00691:m
commune|00694|phuong|Nguyễn Trãi|104.96,22.81|024|00694:m
commune|00697|phuong|Minh Khai|104.95,22.84|024|00691:m
commune|00700|xa|Ngọc Đường|105.09,22.83|024|00700:m
commune|00703|xa|Kim Thạch|105.05,22.79|030|00706:m
commune|00706|xa|Phú Linh|105.07,22.74|030|00706:m
commune|00709|xa|Kim Linh|105.02,22.74|030|00706:m
commune|00712|thi_tran|Phó Bảng=Phố Bảng|105.17,23.25|026|00745:m
commune|00715|xa|Lũng Cú|105.30,23.35|026|00715:m
commune|00718|xa|Má Lé|105.33,23.31|026|00715:m
commune|00721|thi_tran|Đồng Văn|105.35,23.29|026|00721:m
commune|00724|xa|Lũng Táo|105.28,23.31|026|00715:m
commune|00727|xa|Phố Là|105.20,23.22|026|00745:m
commune|00730|xa|Thài Phìn Tủng|105.38,23.27|026|00721:m
commune|00733|xa|Sủng Là|105.24,23.25|026|00733:m
commune|00736|xa|Xà Phìn=Sà Phìn|105.27,23.23|026|00733:m
commune|00739|xa|Tả Phìn|105.37,23.23|026|00721:m
commune|00742|xa|Tả Lủng|105.33,23.23|026|00721:m
commune|00745|xa|Phố Cáo|105.17,23.20|026|00745:m
commune|00748|xa|Sính Lủng|105.24,23.20|026|00733:m
commune|00751|xa|Sảng Tủng|105.22,23.23|026|00733:m
commune|00754|xa|Lũng Thầu|105.15,23.22|026|00745:m
commune|00757|xa|Hố Quáng Phìn|105.26,23.16|026|00763:m
commune|00760|xa|Vần Chải|105.14,23.13|026|00820:m
commune|00763|xa|Lũng Phìn|105.28,23.13|026|00763:m
commune|00766|xa|Sủng Trái|105.24,23.13|026|00763:m
commune|00769|thi_tran|Mèo Vạc|105.41,23.21|027|00769:m
commune|00772|xa|Thượng Phùng|105.49,23.24|027|00778:m
commune|00775|xa|Pải Lủng|105.32,23.27|027|00721:m
commune|00778|xa|Xín Cái|105.51,23.19|027|00778:m
commune|00781|xa|Pả Vi|105.44,23.18|027|00769:m
commune|00784|xa|Giàng Chu Phìn|105.41,23.15|027|00769:m
commune|00787|xa|Sủng Trà|105.33,23.18|027|00787:m
commune|00790|xa|Sủng Máng|105.35,23.15|027|00787:m
commune|00793|xa|Sơn Vĩ|105.47,23.20|027|00778:m
commune|00796|xa|Tả Lủng|105.38,23.18|027|00769:m
commune|00799|xa|Cán Chu Phìn|105.48,23.15|027|00802:m
commune|00802|xa|Lũng Pù|105.51,23.10|027|00802:m
commune|00805|xa|Lũng Chinh|105.32,23.16|027|00787:m
commune|00808|xa|Tát Ngà|105.38,23.12|027|00808:m
commune|00811|xa|Nậm Ban|105.38,23.06|027|00808:m
commune|00814|xa|Khâu Vai|105.46,23.10|027|00802:m
commune|00815|xa|Niêm Tòng|105.43,23.06|027|00817:m
commune|00817|xa|Niêm Sơn|105.43,23.01|027|00817:m
commune|00820|thi_tran|Yên Minh|105.18,23.13|028|00820:m
commune|00823|xa|Thắng Mố|105.12,23.22|028|00829:m
commune|00826|xa|Phú Lũng|105.04,23.22|028|00832:m
commune|00829|xa|Sủng Tráng=Sủng Cháng|105.14,23.18|028|00829:m
commune|00832|xa|Bạch Đích|105.07,23.18|028|00832:m
commune|00835|xa|Na Khê|105.02,23.18|028|00832:m
commune|00838|xa|Sủng Thài|105.10,23.18|028|00829:m
commune|00841|xa|Hữu Vinh|105.16,23.09|028|00820:m
commune|00844|xa|Lao Và Chải|105.12,23.09|028|00820:m
commune|00847|xa|Mậu Duệ|105.24,23.09|028|00847:m
commune|00850|xa|Đông Minh|105.11,23.13|028|00820:m
commune|00853|xa|Mậu Long|105.27,23.04|028|00847:m
commune|00856|xa|Ngam La|105.20,23.04|028|00847:m
commune|00859|xa|Ngọc Long|105.33,22.99|028|00859:u
commune|00862|xa|Đường Thượng|105.21,23.02|028|00865:m
commune|00865|xa|Lũng Hồ|105.21,22.96|028|00865:m
commune|00868|xa|Du Tiến|105.24,22.94|028|00871:m
commune|00871|xa|Du Già|105.24,22.90|028|00871:m
commune|00874|thi_tran|Tam Sơn|104.98,23.06|029|00874:m
commune|00877|xa|Bát Đại Sơn|105.01,23.15|029|00883:m
commune|00880|xa|Nghĩa Thuận|104.94,23.15|029|00889:m
commune|00883|xa|Cán Tỷ|105.01,23.10|029|00883:m
commune|00886|xa|Cao Mã Pờ|104.87,23.09|029|00892:m
commune|00889|xa|Thanh Vân|104.94,23.10|029|00889:m
commune|00892|xa|Tùng Vài|104.90,23.04|029|00892:m
commune|00895|xa|Đông Hà|105.08,23.04|029|00901:m
commune|00898|xa|Quản Bạ|105.00,23.01|029|00874:m
commune|00901|xa|Lùng Tám|105.10,23.00|029|00901:m
commune|00904|xa|Quyết Tiến|104.95,23.01|029|00874:m
commune|00907|xa|Tả Ván|104.84,23.04|029|00892:m
commune|00910|xa|Thái An|105.05,23.00|029|00901:m
commune|00913|thi_tran|Vị Xuyên|104.97,22.72|030|00913:m
commune|00916|thi_tran|Nông trường Việt Lâm|104.99,22.69|030|00913:m
commune|00919|xa|Minh Tân|104.92,22.96|030|00919:u
commune|00922|xa|Thuận Hoà|105.01,22.92|030|00922:u
commune|00925|xa|Tùng Bá|105.10,22.90|030|00925:u
commune|00928|xa|Thanh Thủy|104.86,22.90|030|00928:m
commune|00931|xa|Thanh Đức|104.79,22.88|030|00937:m
commune|00934|xa|Phong Quang|104.94,22.87|030|00691:m
commune|00937|xa|Xín Chải|104.81,22.84|030|00937:m
commune|00940|xa|Phương Tiến|104.86,22.84|030|00928:m
commune|00943|xa|Lao Chải|104.77,22.84|030|00937:m
commune|00946|xa|Phương Độ|104.94,22.78|024|00694:m
commune|00949|xa|Phương Thiện|104.91,22.81|024|00694:m
commune|00952|xa|Cao Bồ|104.88,22.76|030|00952:u
commune|00955|xa|Đạo Đức|104.97,22.67|030|00913:m
commune|00958|xa|Thượng Sơn|104.83,22.66|030|00958:u
commune|00961|xa|Linh Hồ|105.03,22.69|030|00970:m
commune|00964|xa|Quảng Ngần|104.91,22.69|030|00967:m
commune|00967|xa|Việt Lâm|104.95,22.69|030|00913:sPPP 00967:sPRR
commune|00970|xa|Ngọc Linh|105.05,22.64|030|00970:m
commune|00973|xa|Ngọc Minh|105.08,22.63|030|00976:m
commune|00976|xa|Bạch Ngọc|105.08,22.55|030|00976:m
commune|00979|xa|Trung Thành|105.00,22.63|030|00970:m
commune|00982|xa|Minh Sơn|105.20,22.85|031|00982:u
commune|00985|xa|Giáp Trung|105.29,22.81|031|00985:u
commune|00988|xa|Yên Định|105.09,22.78|031|00700:sPRR 00994:sPPP
commune|00991|thi_tran|Yên Phú|105.33,22.79|031|00991:m
commune|00994|xa|Minh Ngọc|105.24,22.70|031|00994:m
commune|00997|xa|Yên Phong|105.36,22.74|031|00991:m
commune|01000|xa|Lạc Nông|105.30,22.74|031|00991:m
commune|01003|xa|Phú Nam|105.45,22.71|031|01012:m
commune|01006|xa|Yên Cường|105.36,22.71|031|01006:m
commune|01009|xa|Thượng Tân|105.18,22.70|031|00994:m
commune|01012|xa|Đường Âm|105.47,22.66|031|01012:m
commune|01015|xa|Đường Hồng|105.42,22.66|031|01012:m
commune|01018|xa|Phiêng Luông|105.36,22.65|031|01006:m
commune|01021|thi_tran|Vinh Quang|104.69,22.75|032|01021:m
commune|01024|xa|Bản Máy|104.59,22.82|032|01024:m
commune|01027|xa|Thàng Tín|104.68,22.82|032|01033:m
commune|01030|xa|Thèn Chu Phìn|104.70,22.79|032|01033:m
commune|01033|xa|Pố Lồ|104.66,22.79|032|01033:m
commune|01036|xa|Bản Phùng|104.62,22.79|032|01024:m
commune|01039|xa|Túng Sán|104.76,22.77|032|01051:m
commune|01042|xa|Chiến Phố|104.57,22.79|032|01024:m
commune|01045|xa|Đản Ván|104.71,22.73|032|01021:m
commune|01048|xa|Tụ Nhân|104.70,22.70|032|01021:m
commune|01051|xa|Tân Tiến|104.78,22.74|032|01051:m
commune|01054|xa|Nàng Đôn|104.62,22.73|032|01057:m
commune|01057|xa|Pờ Ly Ngài|104.64,22.70|032|01057:m
commune|01060|xa|Sán Xả Hồ=Sán Sả Hồ|104.60,22.70|032|01057:m
commune|01063|xa|Bản Luốc|104.67,22.70|032|01021:m
commune|01066|xa|Ngàm Đăng Vài|104.66,22.73|032|01021:m
commune|01069|xa|Bản Nhùng|104.74,22.74|032|01051:m
commune|01072|xa|Tả Sử Choóng|104.75,22.67|032|01075:m
commune|01075|xa|Nậm Dịch|104.77,22.63|032|01075:m
commune|01081|xa|Hồ Thầu|104.66,22.64|032|01084:m
commune|01084|xa|Nam Sơn|104.69,22.59|032|01084:m
commune|01087|xa|Nậm Tỵ=Nậm Ty|104.74,22.63|032|01075:m
commune|01090|xa|Thông Nguyên|104.75,22.56|032|01090:m
commune|01093|xa|Nậm Khòa|104.63,22.59|032|01084:m
commune|01096|thi_tran|Cốc Pài|104.43,22.70|033|01096:m
commune|01099|xa|Nàn Xỉn|104.51,22.78|033|01108:m
commune|01102|xa|Bản Díu|104.54,22.75|033|01108:m
commune|01105|xa|Chí Cà|104.53,22.72|033|01108:m
commune|01108|xa|Xín Mần|104.49,22.72|033|01108:m
commune|01114|xa|Thèn Phàng|104.48,22.75|033|01108:m
commune|01117|xa|Trung Thịnh|104.56,22.71|033|01117:m
commune|01120|xa|Pà Vầy Sủ|104.45,22.67|033|01096:m
commune|01123|xa|Cốc Rế|104.58,22.67|033|01117:m
commune|01126|xa|Thu Tà|104.53,22.67|033|01117:m
commune|01129|xa|Nàn Ma|104.43,22.64|033|01096:m
commune|01132|xa|Tả Nhìu|104.50,22.65|033|01141:m
commune|01135|xa|Bản Ngò|104.41,22.67|033|01096:m
commune|01138|xa|Chế Là|104.52,22.61|033|01141:m
commune|01141|xa|Nấm Dẩn|104.48,22.61|033|01141:m
commune|01144|xa|Quảng Nguyên|104.57,22.58|033|01144:u
commune|01147|xa|Nà Chì|104.49,22.55|033|01147:m
commune|01150|xa|Khuôn Lùng|104.49,22.49|033|01147:m
commune|01153|thi_tran|Việt Quang|104.84,22.46|034|01153:m
commune|01156|thi_tran|Vĩnh Tuy|104.87,22.28|034|01156:m
commune|01159|xa|Tân Lập|104.85,22.58|034|01171:m
commune|01162|xa|Tân Thành|104.88,22.52|034|01171:m
commune|01165|xa|Đồng Tiến|104.99,22.52|034|01165:m
commune|01168|xa|Đồng Tâm|105.02,22.48|034|01165:m
commune|01171|xa|Tân Quang|104.82,22.52|034|01171:m
commune|01174|xa|Thượng Bình|104.96,22.48|034|01165:m
commune|01177|xa|Hữu Sản|105.04,22.42|034|01192:m
commune|01180|xa|Kim Ngọc|104.95,22.44|034|01180:m
commune|01183|xa|Việt Vinh|104.87,22.41|034|01153:m
commune|01186|xa|Bằng Hành|104.98,22.39|034|01180:m
commune|01189|xa|Quang Minh|104.82,22.41|034|01153:m
commune|01192|xa|Liên Hiệp|105.07,22.36|034|01192:m
commune|01195|xa|Vô Điếm|104.92,22.39|034|01180:m
commune|01198|xa|Việt Hồng|104.82,22.37|034|01201:m
commune|01201|xa|Hùng An|104.85,22.32|034|01201:m
commune|01204|xa|Đức Xuân|105.01,22.36|034|01192:m
commune|01207|xa|Tiên Kiều|104.80,22.32|034|01201:m
commune|01210|xa|Vĩnh Hảo|104.89,22.23|034|01156:m
commune|01213|xa|Vĩnh Phúc|104.79,22.25|034|01216:m
commune|01216|xa|Đồng Yên|104.79,22.20|034|01216:m
commune|01219|xa|Đông Thành|104.84,22.23|034|01156:m
commune|01222|xa|Xuân Minh|104.75,22.50|035|01090:m
commune|01225|xa|Tiên Nguyên|104.67,22.49|035|01225:u
commune|01228|xa|Tân Nam|104.59,22.49|035|01237:m
commune|01231|xa|Bản Rịa|104.51,22.46|035|01234:m
commune|01234|xa|Yên Thành|104.51,22.41|035|01234:m
commune|01237|thi_tran|Yên Bình|104.59,22.43|035|01237:m
commune|01240|xa|Tân Trịnh|104.71,22.45|035|01243:m
commune|01243|xa|Tân Bắc|104.71,22.39|035|01243:m
commune|01246|xa|Bằng Lang|104.66,22.39|035|01246:m
commune|01249|xa|Yên Hà|104.66,22.34|035|01246:m
commune|01252|xa|Hương Sơn|104.74,22.31|035|01261:m
commune|01255|xa|Xuân Giang|104.62,22.33|035|01255:m
commune|01258|xa|Nà Khương|104.62,22.29|035|01255:m
commune|01261|xa|Tiên Yên|104.75,22.28|035|01261:m
commune|01264|xa|Vĩ Thượng|104.71,22.27|035|01261:m
`;
